setup-title = Poner en marcha la panadería
setup-lead = Una sola vez. Lo que falte se rellena luego en Ajustes.
setup-you = Quien la lleva
setup-the-bakery = La panadería
setup-code = Código de puesta en marcha
setup-code-hint = Está en la ventana donde se inició el programa.
setup-bakery = Nombre de la panadería
setup-tax-id = NIF
setup-street = Calle y número
setup-postcode = Código postal
setup-town = Población
setup-province = Provincia
setup-zone = Zona horaria
setup-language = Idioma
setup-name = Nombre
setup-email = Correo
setup-password = Contraseña
setup-password-hint = Ocho caracteres o más.
setup-submit = Empezar
setup-wrong-code = Ese código no es. Mira la ventana del programa.
setup-done-already = La panadería ya está puesta en marcha.
login-title = Entrar
login-email = Correo
login-password = Contraseña
login-submit = Entrar
login-wrong = El correo o la contraseña no son correctos.
login-too-many = { $minutes ->
    [one] Demasiados intentos. Espera un minuto.
   *[other] Demasiados intentos. Espera { $minutes } minutos.
}
password-short = La contraseña tiene al menos { $least } caracteres.
password-common = Esa contraseña es de las primeras que se prueban. Elige otra.
people-title = Personas
people-count = { $count ->
    [one] una persona puede entrar
   *[other] { $count } personas
}
people-role = Puesto
people-role-of = Puesto de { $name }
people-access = Acceso
people-disabled = sin acceso
people-disable = Quitar acceso
people-enable = Dar acceso
people-new-password = Contraseña nueva
people-password-of = Contraseña nueva de { $name }
people-password-set = Contraseña cambiada. Sus sesiones se han cerrado.
people-add = Añadir persona
people-added = { $name } ya puede entrar.
people-last-owner = Hace falta al menos una persona que lleve la panadería.
role-owner = Dueño
role-manager = Encargado
role-counter = Mostrador
role-baker = Obrador
role-driver = Reparto
role-accountant = Gestoría
taken-users-email = Ya hay una persona con ese correo.
