// Reads a feed as Thunderbird does and prints what it found.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const ICAL = (await import(pathToFileURL(process.argv[2]).href)).default;
const page = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of page.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const found = page.getAllSubcomponents("vevent").map((entry) => {
  const visit = new ICAL.Event(entry);
  return {
    uid: visit.uid,
    sequence: visit.sequence,
    summary: visit.summary,
    place: visit.location,
    starts: visit.startDate.toUnixTime(),
    ends: visit.endDate.toUnixTime(),
    status: entry.getFirstPropertyValue("status"),
  };
});
console.log(JSON.stringify(found));
