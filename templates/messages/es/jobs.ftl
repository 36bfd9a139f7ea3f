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
