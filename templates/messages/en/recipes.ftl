# Recipes.
recipe-item-unknown = There is no such item.
recipe-item-not-made = This item is not marked as made here. Mark it on its page.
recipe-loss = The loss is from 0 to less than 100 %.
recipe-no-lines = At least one ingredient is needed.
recipe-unit-unfit = This ingredient is not measured in that unit.
recipe-flour-unknown = Percentages need to know how much flour there is: give the flour's quantity, or a yield by weight.
recipe-no-piece-weight = Nobody has said what one piece of this ingredient weighs: give its quantity.
recipe-circle = The recipe would need itself: { $way }.
taken-recipes-item-id = This item has a recipe in use already. Change it, or retire it first.
