# Scheduled jobs.
job-housekeeping = Tidying up
job-housekeeping-about = Forgets ended sessions, password tries and answers older than 90 days.
job-backup = Nightly copy
job-backup-about = Makes and checks a backup.
job-check = Weekly check
job-check-about = Proves that the file is whole and that the figures agree.
job-tidied = { $count ->
    [0] There was nothing to tidy.
    [one] One old note removed.
   *[other] { $count } old notes removed.
}
job-backed-up = Copy checked, { $kilobytes } kB.
job-checked = All is whole and the figures agree.
job-check-failed = The check found { $count } things. The first: { $first }
job-check-when = Sundays at 04:15
jobs-title = Jobs
jobs-lead = what the program does by itself
jobs-job = Job
jobs-when = When
jobs-last = Last time
jobs-next = Next time
jobs-never = not yet
jobs-run-now = Do it now
jobs-run = Do it
jobs-run-one = Do it now: { $job }
jobs-as-of = For which day: { $job }
jobs-daily = every day at { $time }
jobs-hourly = every full hour
jobs-earlier-cutoffs = at the cut-off of each round that closes before the day does
jobs-cutoffs = at each day’s order cut-off
jobs-history = What was done
jobs-history-empty = No job has been due yet.
jobs-at = Time
jobs-result = Result
jobs-how-schedule = on time
jobs-how-caught-up = after switching on again
jobs-how-by-hand = by hand
jobs-outcome-done = done
jobs-outcome-failed = failed
jobs-outcome-skipped = not needed
jobs-ran = { $job }: { $detail }
jobs-as-of-far = At most { $days } days ahead: is the year right?
jobs-as-of-future = That day has not come yet: this job is for today at the latest.
jobs-ran-failed = { $job } failed: { $detail }
jobs-failed-note = A job that fails is not repeated by itself before its next time: do it here by hand, with its day. What was due while the computer was off is done when it is on again.
jobs-paused = The computer’s clock has jumped more than a year since { $at }. No job is done until somebody says that the time is right.
jobs-clock-is-right = The time is right, go on from now
jobs-clock-set = Jobs go on from now.
