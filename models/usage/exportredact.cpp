#include "usage/exportredact.h"

#include "base/jsontext.h"
#include "base/redact.h"

namespace gatehouse::usage {

namespace {

// The end of the cell that begins at `from`: its comma, or the end of the row.
qsizetype cellEnd(QByteArrayView row, qsizetype from)
{
    bool quoted = false;
    qsizetype i = from;
    for (; i < row.size(); ++i) {
        if (row[i] == '"')
            quoted = !quoted; // a doubled one opens again at once
        else if (!quoted && (row[i] == ',' || row[i] == '\n'))
            break;
    }
    return i;
}

QByteArray redactCell(QByteArrayView cell)
{
    const bool quoted = cell.size() >= 2 && cell.front() == '"' && cell.back() == '"';
    QString text = QString::fromUtf8(quoted ? cell.sliced(1, cell.size() - 2) : cell);
    if (quoted)
        text.replace("\"\""_L1, "\""_L1);
    const QString hidden = redact(text);
    if (hidden == text)
        return cell.toByteArray();
    return '"' + QString(hidden).replace("\""_L1, "\"\""_L1).toUtf8() + '"';
}

QString jsonEscaped(QString text)
{
    text.replace("\\"_L1, "\\\\"_L1).replace("\""_L1, "\\\""_L1);
    QString escaped;
    for (const QChar c : std::as_const(text))
        escaped += c < u' ' ? u"\\u%1"_s.arg(ushort(c.unicode()), 4, 16, QChar(u'0')) : QString(c);
    return u'"' + escaped + u'"';
}

} // namespace

QByteArray redactCsvRow(QByteArrayView row)
{
    QByteArray result;
    for (qsizetype from = 0;;) {
        const qsizetype end = cellEnd(row, from);
        result += redactCell(row.sliced(from, end - from));
        if (end >= row.size())
            return result;
        result += row[end];
        from = end + 1;
        if (row[end] == '\n')
            return result + row.sliced(from).toByteArray();
    }
}

QByteArray redactJsonLine(QByteArrayView line)
{
    const auto parsed = parseJson(QString::fromUtf8(line));
    if (!parsed || parsed.value().cut || parsed.value().limited)
        return QByteArray("{\"redacted\": true}\n");
    const JsonText &json = parsed.value();
    QString result;
    qsizetype copied = 0;
    for (const JsonNode &node : json.nodes) {
        if (node.kind != JsonNode::Kind::String)
            continue;
        const QStringView raw = json.value(node);
        const QString text = jsonUnescaped(raw.sliced(1, raw.size() - 2));
        QString hidden = redact(text);
        const QString named =
            node.hasKey ? u"\"%1\": \"x\""_s.arg(jsonUnescaped(json.key(node))) : QString();
        if (!text.isEmpty() && redact(named) != named)
            hidden = u"••••"_s;
        if (hidden == text)
            continue;
        result += QStringView(json.text).sliced(copied, node.valueStart - copied);
        result += jsonEscaped(hidden);
        copied = node.valueStart + node.valueLength;
    }
    return result.append(QStringView(json.text).sliced(copied)).toUtf8();
}

} // namespace gatehouse::usage
