"""A day's rotation of all batches through the halls: solved, judged, drawn, changed by hand."""
