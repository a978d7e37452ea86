# What the program itself says to a visitor. Every sentence stands in each language's file, under the same name.

loading = One moment …
missing-title = This place cannot be shown
missing = Its picture is missing or broken. You can still listen here, and go on from here.
greeting = Hello, I am { $name }. Look around as much as you like. I will come along.
arrived = Here we are: { $place }.
propose-story = Would you like to hear “{ $title }”?
propose-place = Shall we go on to “{ $place }”?
farewell = That was everything I wanted to show you. Stay as long as you like, and thank you for coming.
look = Look closer
