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
