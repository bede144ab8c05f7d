// How many rows a browser shows, and how sure that is (U2): for the line of the filter chips.
#pragma once

#include <QWidget>

class QPushButton;

namespace gatehouse::items {
class BrowseModel;
}

namespace gatehouse::ui {

class CountLabel;

// "about 10,000,000 rows · 38 ms · SQL   Count exactly". Follows the model's figures; counting can
// be stopped. SQL shows the statement of a page with its values, redacted.
class BrowseBar : public QWidget
{
    Q_OBJECT

public:
    explicit BrowseBar(QWidget *parent = nullptr);

    void setModel(items::BrowseModel *model); // not owned; null: none
    CountLabel &label() { return *m_count; }

private:
    void update();
    void showSql();

    items::BrowseModel *m_model = nullptr;
    CountLabel *m_count = nullptr;
    QPushButton *m_exact = nullptr, *m_stop = nullptr;
};

} // namespace gatehouse::ui
