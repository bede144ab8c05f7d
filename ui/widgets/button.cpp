#include "ui/widgets/button.h"

#include "base/safetext.h"
#include "ui/theme/icons.h"

#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr const char *kKinds[] = {"plain", "primary", "danger", "destroy", "link", "quiet"};

} // namespace

void setKind(QPushButton *button, ButtonKind kind)
{
    button->setProperty("kind", QString::fromLatin1(kKinds[int(kind)]));
    button->setFlat(false);
    if (kind == ButtonKind::Link)
        button->setCursor(Qt::PointingHandCursor);
    button->style()->unpolish(button);
    button->style()->polish(button);
}

QPushButton *makeButton(
    const QString &text, ButtonKind kind, QWidget *parent, const QString &objectName)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    setKind(button, kind);
    return button;
}

QToolButton *makeIconButton(
    const QString &iconName, const QString &name, QWidget *parent, const QString &objectName)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setIcon(icon(iconName));
    button->setIconSize(QSize(16, 16));
    button->setToolTip(plainToolTip(name));
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setProperty("kind", u"quiet"_s);
    return button;
}

QString buttonText(const QString &text) { return safeText(text).replace(u'&', u"&&"_s); }

} // namespace gatehouse::ui
