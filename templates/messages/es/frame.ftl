# El marco de cada página.
frame-skip = Ir al contenido
frame-home = Ir a Hoy
frame-banners = Estado del programa
frame-flash = Lo que se acaba de hacer
frame-nav = Navegación principal
frame-tabs = Navegación del teléfono
frame-strip = El día del obrador
frame-now = Ahora son las
frame-search = Buscar
frame-new-order = Nuevo pedido
frame-menu = Cuenta de { $name }
frame-settings = Ajustes
frame-help = Ayuda
frame-language = Idioma
frame-theme = Aspecto
frame-theme-auto = Auto
frame-theme-light = Claro
frame-theme-dark = Oscuro
frame-sign-out = Salir
frame-offline = Sin conexión con el obrador: no se ha guardado nada nuevo. Lo escrito sigue aquí; vuelve a guardar cuando regrese.
frame-print = Imprimir
frame-back-today = Volver a Hoy
frame-paper-nav = Imprimir y volver
frame-previous = Anteriores
frame-next = Siguientes
frame-errors =
    { $count ->
        [one] Hay una cosa por corregir
       *[other] Hay { $count } cosas por corregir
    }
frame-nothing-lost = No se ha perdido nada de lo escrito.
frame-optional = opcional
frame-draft-offer = Hay un borrador sin guardar en este aparato.
frame-draft-restore = Recuperarlo
frame-draft-discard = Descartarlo
frame-draft-newer = Ya hay otro a medias: termínalo o descártalo antes de recuperar este.
frame-draft-gone = Lo que estaba a medias ya no está.
