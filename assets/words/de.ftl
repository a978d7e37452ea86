# Was das Programm selbst zu Besuchern sagt. Noch hat es niemand gelesen, dessen Muttersprache Deutsch ist.
# Not yet read by a native reader. Every sentence stands in each language's file, under the same name.

loading = Einen Moment …
missing-title = Dieser Ort kann nicht gezeigt werden
missing = Das Bild fehlt oder ist beschädigt. Sie können hier trotzdem zuhören und weitergehen.
greeting = Hallo, ich heiße { $name }. Sehen Sie sich in Ruhe um. Ich komme mit.
takes-over = Hallo, ich heiße { $name }. Ab hier begleite ich Sie.
byline = { $name }, { $role }
label = { $byline } · { $length }
arrived = Da sind wir: { $place }.
propose-story = Möchten Sie „{ $title }“ hören?
propose-rest = Möchten Sie den Rest von „{ $title }“ hören?
propose-place = Gehen wir weiter zu „{ $place }“?
propose-place-with = Gehen wir weiter zu „{ $place }“? Dort wartet { $name } auf Sie.
nudge = Es eilt nicht. { $proposal }
farewell = Das war alles, was ich Ihnen zeigen wollte. Bleiben Sie, so lange Sie möchten, und danke, dass Sie da waren.
look = Näher ansehen
minutes = { $minutes } Min.
under-a-minute = unter 1 Min.

begin = Kommen Sie herein
choose-language = Wählen Sie Ihre Sprache
practice-title = So wählen Sie aus
practice-gaze = Sehen Sie den Kreis an, bis er voll ist.
practice-hand = Zeigen Sie auf den Kreis und drücken Sie.
practice-mouse = Klicken oder tippen Sie auf den Kreis.
practice-switch = Drücken Sie, wenn der Kreis leuchtet.
practice-name = Hier
comfort-title = Stellen Sie es ein, wie es Ihnen passt
comfort = Sie können das unterwegs ändern: Unten ist ein Menü.
note-title = Bevor Sie hineingehen
go-on = Weitergehen
leave-out = Auslassen
ready = Ich bin bereit

menu = Menü
captions-follow = Untertitel gehen mit
captions-stay = Untertitel stehen still
captions-off = Keine Untertitel
text-normal = Normaler Text
text-larger = Größerer Text
text-largest = Größter Text
mono = Beide Ohren gleich
still = Ohne Bewegung
pause = Pause
resume = Fortsetzen
repeat = Noch einmal sagen
recenter = Vorne ist hier
quieter = Leiser
louder = Lauter
take-me-out = Bringen Sie mich raus
end-visit = Besuch beenden
close = Schließen

calm-title = Sie sind draußen
calm = Nehmen Sie sich die Zeit, die Sie brauchen.
go-back = Wieder hinein
time-left = Wir haben noch zwei Minuten.
time-up = Die Zeit ist um. Danke, dass Sie mitgekommen sind.
thanks-title = Danke, dass Sie hereingekommen sind
thanks = Der Besuch ist zu Ende. Alles Gute.
finish = Fertig
