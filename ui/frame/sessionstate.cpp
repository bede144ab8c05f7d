#include "ui/frame/sessionstate.h"

#include "ui/words.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace gatehouse::ui {

namespace {

constexpr int kFormat = 1;

QJsonObject toJson(const WindowState &window)
{
    return {{u"profile"_s, window.profileId},
        {u"geometry"_s, QString::fromLatin1(window.geometry.toBase64())}, {u"page"_s, window.page},
        {u"pages"_s, window.pages}};
}

WindowState windowFromJson(const QJsonObject &json)
{
    return {json[u"profile"_s].toString(),
        QByteArray::fromBase64(json[u"geometry"_s].toString().toLatin1()),
        json[u"page"_s].toString(), json[u"pages"_s].toObject()};
}

} // namespace

QString toText(const SessionState &state)
{
    QJsonArray windows;
    for (const WindowState &window : state.windows)
        windows.append(toJson(window));
    const QJsonObject whole{{u"format"_s, kFormat}, {u"windows"_s, windows}};
    return QString::fromUtf8(QJsonDocument(whole).toJson(QJsonDocument::Compact));
}

Result<SessionState> sessionFromText(const QString &text)
{
    if (text.isEmpty())
        return SessionState{};
    const QJsonObject whole = QJsonDocument::fromJson(text.toUtf8()).object();
    if (whole[u"format"_s].toInt() != kFormat || !whole[u"windows"_s].isArray())
        return invalid(Words::tr(
            "The windows of the last session could not be read, so Gatehouse starts with a fresh "
            "one."));
    SessionState state;
    for (const auto window : whole[u"windows"_s].toArray())
        state.windows.push_back(windowFromJson(window.toObject()));
    return state;
}

} // namespace gatehouse::ui
