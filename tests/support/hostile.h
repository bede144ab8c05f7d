// Texts that a database may hold and no label may obey (facts, 2.3). Used by every test of a view.
#pragma once

#include <QString>
#include <QTest>

namespace gatehouse::hostile {

struct Payload
{
    const char *name;
    QString text;
};

inline QList<Payload> payloads()
{
    using namespace Qt::Literals::StringLiterals;
    return {
        {"bold", u"sk-<i>abc</i> <b>x</b>"_s},
        {"image of a local file", u"<img src=\"/etc/passwd\">"_s},
        {"image of a share", u"<img src=\"\\\\host\\share\\x.png\">"_s},
        {"script", u"<script>alert(1)</script>"_s},
        {"link", u"<a href=\"file:///etc/passwd\">click</a>"_s},
        {"entity", u"&lt;b&gt; &amp; &#x202e;"_s},
        {"json with markup", u"{\"a\":\"<h1>hi</h1>\"}"_s},
        {"looks like markup", u"a < b and c > d<br>e"_s},
        {"skeleton of our own tips", u"<qt><span><img src='/etc/passwd'></span></qt>"_s},
        {"nested tables", QString(u"<table><tr><td>"_s).repeated(600)},
        {"right-to-left override", u"invoice\u202Egpj.exe"_s},
        {"combining marks", u"a"_s + QString(200'000, QChar(0x0301))},
        {"controls and NUL", u"a\nb\tc\x01\x1b[31m"_s + QChar(0) + u"end"_s},
        {"lone surrogate and tag", QString(QChar(0xD800)) + u"\U000E0041x"_s},
        {"a megabyte in one line", QString(1'000'000, u'x')},
    };
}

inline void addRows()
{
    QTest::addColumn<QString>("text");
    for (const Payload &payload : payloads())
        QTest::addRow("%s", payload.name) << payload.text;
}

} // namespace gatehouse::hostile
