# ما يقوله البرنامج نفسه للزائر. لم يقرأه بعد من لغته الأم العربية.
# Not yet read by a native reader. Every sentence stands in each language's file, under the same name.

loading = لحظة من فضلك …
missing-title = لا يمكن عرض هذا المكان
missing = الصورة مفقودة أو تالفة. يمكنك مع ذلك أن تستمع هنا وأن تتابع طريقك.
greeting = مرحبًا، اسمي { $name }. انظر حولك كما تشاء. سأرافقك.
takes-over = مرحبًا، اسمي { $name }. من هنا أنا من يرافقك.
byline = { $name }، { $role }
label = { $byline } · { $length }
arrived = لقد وصلنا: { $place }.
propose-story = هل تريد أن تسمع «{ $title }»؟
propose-rest = هل تريد أن تسمع بقية «{ $title }»؟
propose-place = هل نتابع إلى «{ $place }»؟
propose-place-with = هل نتابع إلى «{ $place }»؟ هناك { $name } في انتظارك.
nudge = لا داعي للعجلة. { $proposal }
farewell = هذا كل ما أردت أن أريك إياه. ابقَ ما شئت، وشكرًا لحضورك.
look = انظر عن قرب
minutes = { $minutes } د
under-a-minute = أقل من 1 د

begin = تفضل بالدخول
choose-language = اختر لغتك
practice-title = هكذا تختار
practice-gaze = انظر إلى الدائرة حتى تمتلئ.
practice-hand = أشر إلى الدائرة واضغط.
practice-mouse = انقر على الدائرة أو المسها.
practice-switch = اضغط عندما تضيء الدائرة.
practice-name = هنا
comfort-title = اضبطه كما يناسبك
comfort = يمكنك تغييره في الطريق: انظر إلى الأسفل، هناك قائمة.
note-title = قبل أن تدخل
go-on = تابع
leave-out = تجاوز ذلك
ready = لنبدأ

menu = القائمة
captions-follow = النص يتبعك
captions-stay = النص ثابت
captions-off = بلا نص
text-normal = نص عادي
text-larger = نص أكبر
text-largest = أكبر نص
mono = صوت واحد للأذنين
still = بلا حركة
pause = توقف
resume = متابعة
repeat = أعد ما قلت
recenter = الأمام من هنا
quieter = أخفض
louder = أعلى
take-me-out = أخرجني
end-visit = إنهاء الزيارة
close = إغلاق

calm-title = أنت الآن في الخارج
calm = خذ ما تحتاج من الوقت.
go-back = العودة إلى الداخل
time-left = بقيت لنا دقيقتان.
time-up = انتهى وقتنا. شكرًا لمرافقتك.
thanks-title = شكرًا لدخولك إلينا
thanks = انتهت الزيارة. مع السلامة.
finish = تم
