#include "ui/delegates/jsondelegate.h"

#include "items/jsonmodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPadding = 4;

QColor colourOf(JsonNode::Kind kind)
{
    const Tokens &t = tokens();
    switch (kind) {
    case JsonNode::Kind::String:
        return t.good;
    case JsonNode::Kind::Number:
        return t.accentText;
    case JsonNode::Kind::True:
    case JsonNode::Kind::False:
        return t.warn;
    case JsonNode::Kind::Object:
    case JsonNode::Kind::Array:
    case JsonNode::Kind::Null:
        break;
    }
    return t.muted;
}

} // namespace

void JsonDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokens();
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, t.accentSoft);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, t.hover);
    const QRectF room = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
    painter->setFont(monoFont());
    const QFontMetricsF metrics(painter->font());
    QString key = index.data(items::JsonModel::KeyRole).toString();
    if (!key.isEmpty())
        key += u": "_s;
    const bool inArray =
        index.parent().data(items::JsonModel::KindRole).toInt() == int(JsonNode::Kind::Array);
    const int flags = int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine;
    painter->setPen(inArray ? t.muted : t.text);
    painter->drawText(room, flags, metrics.elidedText(key, Qt::ElideRight, room.width()));
    const QRectF rest = room.adjusted(metrics.horizontalAdvance(key), 0, 0, 0);
    if (rest.width() > 8) {
        const auto kind = JsonNode::Kind(index.data(items::JsonModel::KindRole).toInt());
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(selected ? t.onSelection(colourOf(kind)) : colourOf(kind));
        const QString value = index.data(items::JsonModel::ValueRole).toString().left(600);
        painter->drawText(rest, flags, metrics.elidedText(value, Qt::ElideRight, rest.width()));
    }
    painter->restore();
}

QSize JsonDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QFontMetrics metrics(monoFont());
    return QSize(
        metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString().left(200)) + 2 * kPadding,
        metrics.height() + 7);
}

} // namespace gatehouse::ui
