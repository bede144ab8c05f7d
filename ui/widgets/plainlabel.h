// A label for text from outside: never rich text, always made safe, cut where it does not fit.
#pragma once

#include <QFrame>

namespace gatehouse::ui {

// Painted by itself, so that no text can ever be taken for markup. The whole text is its accessible
// name and, while it is cut, its tool tip.
class PlainLabel : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Normal, Muted, Accent, Good, Warn, Bad };

    explicit PlainLabel(QWidget *parent = nullptr);
    explicit PlainLabel(const QString &text, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setLines(const QStringList &lines);       // wrapped, each on a line of its own
    const QString &text() const { return m_text; } // as shown: safe, not elided
    void setElide(Qt::TextElideMode mode);         // ElideRight; ElideNone wraps nothing and clips
    void setWordWrap(bool wrap);                   // then nothing is elided
    void setAlignment(Qt::Alignment alignment);
    void setTone(Tone tone);
    void setTabular(bool tabular);       // digits of equal width
    void setSelectable(bool selectable); // Ctrl+C and the context menu copy the text
    Qt::TextFormat textFormat() const { return Qt::PlainText; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return m_wrap; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QColor ink() const;
    QString safe() const;
    void cutText();
    void updateTip();
    void copy() const;

    QString m_given; // enough of it to be cut anew when wrapping is switched on
    QString m_text;
    mutable QHash<int, int> m_heights; // of the wrapped text, by width
    Qt::TextElideMode m_elide = Qt::ElideRight;
    Qt::Alignment m_alignment = Qt::AlignLeft | Qt::AlignVCenter;
    Tone m_tone = Tone::Normal;
    bool m_wrap = false;
    bool m_lines = false; // the line breaks in m_given are ours
    bool m_tabular = false;
    bool m_selectable = false;
};

} // namespace gatehouse::ui
