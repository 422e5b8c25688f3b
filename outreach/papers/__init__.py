"""What a visit needs on paper: what by when, forms to print, sealed scans, checking off."""
