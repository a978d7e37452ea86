# Що програма сама каже відвідувачам. Носії мови цього ще не читали.
# Not yet read by a native reader. Every sentence stands in each language's file, under the same name.

loading = Хвилинку …
missing-title = Це місце не можна показати
missing = Зображення немає або воно пошкоджене. Ви все одно можете слухати тут і йти далі.
greeting = Вітаю, мене звати { $name }. Роздивляйтеся скільки завгодно. Я піду з вами.
takes-over = Вітаю, мене звати { $name }. Звідси з вами піду я.
byline = { $name }, { $role }
label = { $byline } · { $length }
arrived = Ось ми й тут: { $place }.
propose-story = Хочете послухати «{ $title }»?
propose-rest = Хочете дослухати «{ $title }»?
propose-place = Ходімо далі: «{ $place }»?
propose-place-with = Ходімо далі: «{ $place }»? Там на вас чекає { $name }.
nudge = Поспішати нікуди. { $proposal }
farewell = На цьому все. Залишайтеся скільки завгодно, і дякую, що прийшли.
look = Роздивитися
minutes = { $minutes } хв
under-a-minute = менше 1 хв

begin = Заходьте
choose-language = Виберіть мову
practice-title = Ось як вибирати
practice-gaze = Дивіться на коло, доки воно не заповниться.
practice-hand = Наведіть на коло й натисніть.
practice-mouse = Клацніть або торкніться кола.
practice-switch = Натисніть, коли коло засвітиться.
practice-name = Тут
comfort-title = Зробіть, як вам зручно
comfort = Це можна змінити дорогою: гляньте вниз, там меню.
note-title = Перш ніж увійти
go-on = Іти далі
leave-out = Пропустити
ready = Можна йти

menu = Меню
captions-follow = Субтитри рухаються
captions-stay = Субтитри стоять
captions-off = Без субтитрів
text-normal = Звичайний текст
text-larger = Більший текст
text-largest = Великий текст
mono = Однаково в обох вухах
still = Без руху
pause = Пауза
resume = Далі
repeat = Скажіть ще раз
recenter = Вперед — сюди
quieter = Тихіше
louder = Гучніше
take-me-out = Виведіть мене
end-visit = Закінчити візит
close = Закрити

calm-title = Ви надворі
calm = Не поспішайте, скільки б часу не треба.
go-back = Увійти знову
time-left = У нас лишилося дві хвилини.
time-up = Наш час минув. Дякую, що були зі мною.
thanks-title = Дякуємо, що завітали
thanks = Візит закінчено. На все добре.
finish = Готово
