setup-title = Set up the bakery
setup-lead = Only once. What is missing can be filled in later under Settings.
setup-you = Who runs it
setup-the-bakery = The bakery
setup-code = Set-up code
setup-code-hint = It stands in the window where the program was started.
setup-bakery = Name of the bakery
setup-tax-id = Tax id
setup-street = Street and number
setup-postcode = Postcode
setup-town = Town
setup-province = Province
setup-zone = Time zone
setup-language = Language
setup-name = Name
setup-email = E-mail
setup-password = Password
setup-password-hint = Eight characters or more.
setup-submit = Begin
setup-wrong-code = That is not the code. Look at the program's window.
setup-done-already = The bakery is set up already.
login-title = Sign in
login-email = E-mail
login-password = Password
login-submit = Sign in
login-wrong = The e-mail or the password is not right.
login-too-many = { $minutes ->
    [one] Too many tries. Wait a minute.
   *[other] Too many tries. Wait { $minutes } minutes.
}
password-short = A password has at least { $least } characters.
password-common = That password is among the first to be tried. Choose another.
people-title = People
people-count = { $count ->
    [one] one person can sign in
   *[other] { $count } people
}
people-role = Role
people-role-of = Role of { $name }
people-access = Access
people-disabled = no access
people-disable = Take access away
people-enable = Give access
people-new-password = New password
people-password-of = New password of { $name }
people-password-set = Password changed. Their sessions were ended.
people-add = Add a person
people-added = { $name } can sign in now.
people-last-owner = There must be at least one owner.
role-owner = Owner
role-manager = Manager
role-counter = Counter
role-baker = Baker
role-driver = Driver
role-accountant = Accountant
taken-users-email = There is somebody with that e-mail already.
