# The frame of every page.
frame-skip = Skip to the content
frame-home = Go to Today
frame-banners = State of the program
frame-flash = What was just done
frame-nav = Main navigation
frame-tabs = Phone navigation
frame-strip = The bakery’s day
frame-now = It is now
frame-search = Search
frame-new-order = New order
frame-menu = { $name }’s account
frame-settings = Settings
frame-help = Help
frame-language = Language
frame-theme = Appearance
frame-theme-auto = Auto
frame-theme-light = Light
frame-theme-dark = Dark
frame-sign-out = Sign out
frame-offline = No connection to the bakery: nothing new has been saved. What you typed is still here; save again when it is back.
frame-print = Print
frame-back-today = Back to Today
frame-paper-nav = Print and back
frame-previous = Earlier
frame-next = Later
frame-errors =
    { $count ->
        [one] One thing needs correcting
       *[other] { $count } things need correcting
    }
frame-nothing-lost = Nothing you typed has been lost.
frame-optional = optional
frame-draft-offer = There is an unsaved draft on this device.
frame-draft-restore = Bring it back
frame-draft-discard = Discard it
frame-draft-newer = Something else is unfinished: finish or discard it before this is brought back.
frame-draft-gone = What was unfinished is not there any more.
