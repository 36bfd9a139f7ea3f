# Tareas programadas.
job-housekeeping = Limpieza
job-housekeeping-about = Olvida sesiones acabadas, intentos de contraseña y respuestas de más de 90 días.
job-backup = Copia de la noche
job-backup-about = Hace y comprueba una copia de seguridad.
job-check = Comprobación semanal
job-check-about = Comprueba que el fichero está entero y que las cuentas cuadran.
job-tidied = { $count ->
    [0] No había nada que limpiar.
    [one] Una anotación vieja borrada.
   *[other] { $count } anotaciones viejas borradas.
}
job-backed-up = Copia comprobada, { $kilobytes } kB.
job-checked = Todo entero y las cuentas cuadran.
job-check-failed = La comprobación encontró { $count } cosas. La primera: { $first }
job-check-when = los domingos a las 04:15
jobs-title = Tareas
jobs-lead = lo que el programa hace solo
jobs-job = Tarea
jobs-when = Cuándo
jobs-last = La última vez
jobs-next = La próxima
jobs-never = todavía no
jobs-run-now = Hacerla ahora
jobs-run = Hacer
jobs-run-one = Hacer ahora: { $job }
jobs-as-of = Para qué día: { $job }
jobs-daily = cada día a las { $time }
jobs-hourly = cada hora en punto
jobs-earlier-cutoffs = al cierre de cada reparto que cierra antes que el día
jobs-cutoffs = al cierre de pedidos de cada día
jobs-history = Lo que se ha hecho
jobs-history-empty = Todavía no ha tocado ninguna tarea.
jobs-at = Hora
jobs-result = Resultado
jobs-how-schedule = a su hora
jobs-how-caught-up = al volver a encender
jobs-how-by-hand = a mano
jobs-outcome-done = hecha
jobs-outcome-failed = ha fallado
jobs-outcome-skipped = no hacía falta
jobs-ran = { $job }: { $detail }
jobs-as-of-far = Como mucho { $days } días por delante: ¿está bien el año?
jobs-as-of-future = Ese día aún no ha llegado: este trabajo es para hoy como muy tarde.
jobs-ran-failed = { $job } ha fallado: { $detail }
jobs-failed-note = Una tarea que falla no se repite sola antes de su próxima vez: se puede hacer aquí a mano, con su día. Lo que tocaba con el ordenador apagado se hace al encenderlo.
jobs-paused = El reloj del ordenador ha saltado más de un año desde { $at }. Hasta que alguien diga que la hora es buena no se hace ninguna tarea.
jobs-clock-is-right = La hora es buena, seguir desde ahora
jobs-clock-set = Las tareas siguen desde ahora.
