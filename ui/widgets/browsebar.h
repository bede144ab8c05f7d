// How many rows a browser shows, and how sure that is (U2): for the line of the filter chips.
#pragma once

#include "items/count.h"

#include <QWidget>

#include <optional>

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
    // How many there are without the filter: "12,431 rows of about 10,000,000".
    void setWhole(const std::optional<items::Count> &whole);
    CountLabel &label() { return *m_count; }

private:
    void update();
    void showSql();

    items::BrowseModel *m_model = nullptr;
    std::optional<items::Count> m_whole;
    CountLabel *m_count = nullptr;
    QPushButton *m_exact = nullptr, *m_stop = nullptr;
};

} // namespace gatehouse::ui
