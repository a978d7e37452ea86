# Det programmet selv sier til en besøkende. Ingen med norsk som morsmål har lest det ennå.
# Not yet read by a native reader. Every sentence stands in each language's file, under the same name.

loading = Et øyeblikk …
missing-title = Stedet kan ikke vises
missing = Bildet mangler eller er ødelagt. Du kan likevel lytte her og gå videre herfra.
greeting = Hei, jeg heter { $name }. Bare se deg rundt. Jeg blir med deg.
takes-over = Hei, jeg heter { $name }. Herfra er det jeg som blir med deg.
byline = { $name }, { $role }
label = { $byline } · { $length }
arrived = Da er vi her: { $place }.
propose-story = Vil du høre «{ $title }»?
propose-rest = Vil du høre resten av «{ $title }»?
propose-place = Skal vi gå videre til «{ $place }»?
propose-place-with = Skal vi gå videre til «{ $place }»? Der venter { $name } på deg.
nudge = Det haster ikke. { $proposal }
farewell = Det var alt jeg ville vise deg. Bli så lenge du vil, og takk for at du kom.
look = Se nærmere
minutes = { $minutes } min
under-a-minute = under 1 min

begin = Kom inn
choose-language = Velg språk
practice-title = Slik velger du
practice-gaze = Se på sirkelen til den er full.
practice-hand = Pek på sirkelen, og trykk.
practice-mouse = Klikk eller trykk på sirkelen.
practice-switch = Trykk når sirkelen lyser.
practice-name = Her
comfort-title = Still det inn slik det passer deg
comfort = Du kan endre det underveis: Se ned, der er det en meny.
note-title = Før du går inn
go-on = Gå videre
leave-out = Hopp over det
ready = Jeg er klar

menu = Meny
captions-follow = Teksten følger med
captions-stay = Teksten står stille
captions-off = Teksten er av
text-normal = Normal tekst
text-larger = Større tekst
text-largest = Størst tekst
mono = Likt i begge ører
still = Uten bevegelse
pause = Pause
resume = Fortsett
repeat = Si det igjen
recenter = Forover er her
quieter = Lavere
louder = Høyere
take-me-out = Ta meg ut
end-visit = Avslutt besøket
close = Lukk

calm-title = Nå er du ute
calm = Ta den tiden du trenger.
go-back = Gå inn igjen
time-left = Vi har to minutter igjen.
time-up = Da er tiden ute. Takk for at du ble med.
thanks-title = Takk for at du kom inn
thanks = Besøket er slutt. Ha det godt.
finish = Ferdig
