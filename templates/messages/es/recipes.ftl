# Recetas.
recipe-item-unknown = Este artículo no existe.
recipe-item-not-made = Este artículo no está marcado como hecho en casa. Márcalo en su ficha.
recipe-loss = La merma va de 0 a menos del 100 %.
recipe-no-lines = Falta al menos un ingrediente.
recipe-unit-unfit = Este ingrediente no se mide en esa unidad.
recipe-flour-unknown = Para los porcentajes hace falta saber cuánta harina hay: pon la cantidad de harina, o un rendimiento en peso.
recipe-no-piece-weight = De este ingrediente no se sabe cuánto pesa una pieza: pon la cantidad.
recipe-circle = La receta se necesitaría a sí misma: { $way }.
taken-recipes-item-id = Este artículo ya tiene una receta en uso. Cámbiala, o retírala antes.
