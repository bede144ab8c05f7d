#include "ui/start/addressfield.h"

#include "base/redact.h"

#include <QUrl>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString kDots = u"••••"_s;

bool isUri(const QString &text) { return text.contains(u"://"_s) || text.startsWith(u"jdbc:"_s); }

QString encoded(const QString &password, bool uri)
{
    if (uri)
        return QString::fromLatin1(QUrl::toPercentEncoding(password));
    QString text;
    for (const QChar c : password) {
        if (c == u'\'' || c == u'\\' || c.isSpace())
            text += u'\\';
        text += c;
    }
    return text;
}

QString canonical(const db::ParsedConnection &parsed)
{
    const db::ConnInfo &info = parsed.info;
    const QString port = info.port.isEmpty() ? QString() : u':' + info.port;
    return u"postgresql://%1:%2@%3%4/%5"_s.arg(info.user, kDots, info.host, port, info.database);
}

} // namespace

AddressField::AddressField(QWidget *parent) : QLineEdit(parent)
{
    setObjectName(u"address"_s);
    setAccessibleName(tr("Address of the database"));
    setPlaceholderText(u"postgresql://user:password@host:5432/database"_s);
    setClearButtonEnabled(true);
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setMaxLength(16 * 1024);
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!text.isEmpty())
            return;
        m_whole = Secret();
        m_password = Secret();
        m_shown.clear();
        m_length = 0;
    });
    connect(this, &QLineEdit::textEdited, this, [this](const QString &text) {
        const bool pasted = text.size() > m_length + 1;
        m_length = text.size();
        if (pasted)
            hidePassword();
    });
}

void AddressField::setAddress(const QString &address)
{
    setText(address);
    m_length = address.size();
    hidePassword();
}

QString AddressField::whole() const
{
    const QString now = text();
    if (!m_shown.isEmpty() && now == m_shown)
        return m_whole.text();
    if (m_password.isEmpty() || !now.contains(kDots))
        return now;
    return QString(now).replace(kDots, encoded(m_password.text(), isUri(now)));
}

Result<db::ParsedConnection> AddressField::parsed() const { return db::parseConnection(whole()); }

void AddressField::hidePassword()
{
    const QString all = whole();
    auto parsed = db::parseConnection(all);
    if (!parsed || parsed.value().password.isEmpty() || text() == m_shown)
        return;
    const QString password = parsed.value().password.text();
    QString shown = redact(all);
    const QString raw = encoded(password, true);
    // Where the layer misses an odd form, or the password is a word of the address too.
    const QString rest = QString(shown).remove(kDots);
    if (!shown.contains(kDots) || rest.contains(password) || rest.contains(raw))
        shown = canonical(parsed.value());
    m_whole = Secret(all);
    m_password = Secret(password);
    m_shown = shown;
    const int cursor = cursorPosition();
    setText(shown); // forgets what undo would bring back
    m_length = shown.size();
    setCursorPosition(std::min(cursor, int(shown.size())));
}

void AddressField::focusOutEvent(QFocusEvent *event)
{
    hidePassword();
    QLineEdit::focusOutEvent(event);
}

} // namespace gatehouse::ui
