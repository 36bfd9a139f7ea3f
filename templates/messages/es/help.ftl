# Ayuda, un tema por pantalla.
help-back = Volver
help-all = Todos los temas
help-start = Cómo va esto
help-start-text =
    Hornada lleva el día de la panadería en una línea: la tira de arriba va del cierre de pedidos a las vueltas y enseña dónde estáis ahora, cuánto hay en cada punto y qué va tarde. Tocando un punto se abre su página.

    Lo que va bien está callado. Lo que necesita a alguien sale el primero, en rojo de horno o en color de corteza.

    Todo se guarda al momento. Si algo no era, la línea verde de arriba tiene el botón Deshacer, y cada ficha enseña su historial: quién hizo qué y cuándo.

    Si se va la luz o se cierra la ventana, lo que estabas escribiendo vuelve a salir al abrir la misma página.
help-today = Hoy
help-today-text =
    Esta página contesta a una pregunta: qué falta para que hoy salga bien. Arriba está lo que va tarde, después lo que toca pronto, y al final las cuentas del día.

    Cada cifra se abre: tócala y verás de qué está hecha.

    Cambia sola en todas las pantallas en cuanto alguien hace algo.
help-orders = Pedidos
help-orders-text =
    Un pedido nuevo se empieza con N desde cualquier sitio. Escribe las primeras letras del cliente o su teléfono, elige el día y ve apuntando: «24 barra» y Intro añade la línea.

    El precio, el IVA y el total salen de la tarifa del cliente y del día de entrega; los calcula el mismo programa que luego hace el albarán.

    Después del cierre de un día, un pedido sólo entra con un motivo, y el obrador lo ve como cambio que marcar.

    Se puede repetir el último pedido de un cliente con una tecla, cambiarlo mientras el día está abierto y anularlo con su motivo.

    En la lista, lo que filtras a menudo se guarda como vista con su nombre y queda arriba, solo para ti. Un encargo lleva las fotos que trae el cliente.
help-standing = Pedidos fijos
help-standing-text =
    Lo que un cliente quiere cada semana se escribe una vez, por días. Cada noche, y antes de cada cierre, el programa lo convierte en pedidos con fecha.

    Para unas vacaciones se pone una pausa; para un solo día se cambia ese día y lo demás sigue igual.

    El calendario enseña qué saldrá cada día antes de que salga.
help-customers = Clientes
help-customers-text =
    Un cliente es quien paga. Puede tener varios puntos de entrega, cada uno con su ruta, su sitio en ella y su teléfono.

    Se busca por cualquier trozo del nombre o del teléfono. Si dos fichas son la misma persona, se unen y no se pierde nada.

    Las alergias son datos de salud: sólo las ve quien debe, con la fecha del consentimiento.
help-items = Artículos y tarifas
help-items-text =
    Todo lo que se vende, se hace o se compra es un artículo, con su unidad, su tipo de IVA y sus alérgenos.

    Los precios están en tarifas y tienen fecha: un precio nuevo vale desde su día, y lo ya servido no cambia.
help-production = Producción
help-production-text =
    La hoja de hornada sale del cierre de pedidos: primero las masas, después las piezas. Los números grandes se leen desde dos metros.

    Al marcar una línea se apunta la hornada: salen las materias primas según la receta y entra el pan hecho.

    Si un pedido cambia después del cierre, la hoja enseña la diferencia y hay que marcarla como vista.
help-routes = Reparto
help-routes-text =
    Cada furgoneta tiene su ruta con las paradas en orden. En el teléfono se marca lo entregado, con quien lo recibe, y lo que falta o sobra.

    La hoja de preparar va en el orden de las paradas, para cargar al revés.
help-notes = Albaranes
help-notes-text =
    El albarán dice lo pedido, lo entregado, lo corregido y lo devuelto. De él salen la hoja de reparto y la factura.

    Mientras no está facturado se corrige añadiendo la corrección; nunca se borra lo que se firmó.
help-invoices = Facturas
help-invoices-text =
    Una factura reúne albaranes de un cliente según su ritmo: por pedido, cada semana, cada quincena o cada mes. Al darle número queda cerrada; un error se arregla con una rectificativa, que Hornada todavía no hace.

    La de un particular sale la noche de su entrega; las demás, la mañana después de su periodo.

    El vencimiento de producto fresco cuenta desde cada entrega y sale impreso como fecha.

    Los recordatorios salen solos por correo, cada uno una vez.
help-payments = Cobros
help-payments-text =
    Un cobro puede pagar varias facturas, enteras o en parte. Lo que sobra queda a cuenta del cliente y paga solo la próxima factura, que ya lo dice. Si lo quitas a mano de una factura, no vuelve a usarse en ella hasta que tú lo digas.

    El extracto enseña qué debe cada cliente y desde cuándo.
help-stock = Almacén
help-stock-text =
    Todo lo que entra o sale queda apuntado, con su lote y su caducidad. Primero sale lo que antes caduca.

    Las existencias se cuentan de vez en cuando: escribe lo que hay y el programa apunta la diferencia.
help-recipes = Recetas
help-recipes-text =
    Una receta dice qué lleva una masa o una pieza y cuánto rinde. Puede llevar otras recetas dentro.

    De ella salen el coste, los alérgenos y lo que hay que comprar.
help-suppliers = Proveedores
help-suppliers-text =
    Cada proveedor con lo que vende, en qué formato, a qué precio desde cada día, y qué días reparte.
help-buying = Compras
help-buying-text =
    Cada mañana el programa mira lo pedido, las recetas y lo que hay, y propone qué comprar a cada proveedor. Se acepta con un toque.

    El pedido se aprueba, sale por correo con su PDF, y al llegar se apunta lo recibido con lote, caducidad y precio.
help-settings = Ajustes
help-settings-text =
    Cada apartado se guarda por separado y vale al momento, sin volver a arrancar. Debajo de lo que se ha cambiado está lo que traía de serie.

    El servidor de correo, la dirección y la carpeta de datos se ponen al arrancar, en hornada.toml o con variables HORNADA_.
help-people = Personas
help-people-text =
    Cada persona entra con su correo y ve lo que su puesto necesita. Obrador y reparto no ven precios, costes ni saldos.

    Quitar el acceso cierra al momento todas sus sesiones. Lo que hizo sigue en el historial con su nombre.
help-jobs = Tareas
help-jobs-text =
    Lo que el programa hace solo, con la hora del reloj de la panadería: también los días en que cambia la hora cada cosa se hace una vez.

    Si el ordenador estaba apagado, lo que tocaba se hace al encenderlo. Cualquier tarea se puede hacer a mano para un día.
help-mail = Correos
help-mail-text =
    Un correo se guarda primero y sale después. Si el servidor no contesta se prueba otra vez, cada vez más espaciado, durante tres días.

    Si se cortó justo al entregarlo no se sabe si llegó: ahí decides tú.

    Con «Enviar una prueba» se ve lo que el servidor dice de verdad.
help-backups = Copias de seguridad
help-backups-text =
    La copia es un solo fichero, backup/hornada.db, que se rehace y se comprueba solo mientras trabajáis. Se puede copiar en cualquier momento y siempre se abre entero.

    Pon una segunda carpeta en Ajustes, por ejemplo un USB. De cada día se guarda una.

    Se recupera con «hornada restore» y el nombre de la copia; lo que había queda guardado aparte.
help-phone = En el teléfono
help-phone-text =
    Con el teléfono en la misma wifi, apunta la cámara al código de la página «En el teléfono» y añade la página a la pantalla de inicio.

    Si el teléfono pierde la wifi, una línea arriba lo dice: lo escrito no se pierde, pero tampoco se guarda hasta que vuelve.
help-keys = Teclas
help-keys-text =
    N empieza un pedido. Las letras subrayadas de arriba abren cada página. La barra / va a buscar y la interrogación ? abre esta ayuda.

    J y K bajan y suben por las listas, Intro abre. Ctrl e Intro guarda; Z deshace lo último.

    Las teclas no hacen nada mientras se escribe en un campo.
