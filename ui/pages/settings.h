#pragma once

#include "ui/frame/settingspecs.h"
#include "ui/page.h"

class QLineEdit;
class QVBoxLayout;

namespace gatehouse::ui {

class EmptyState;

// Every setting of the program, found by a few letters; written at once, put back one by one or
// all.
class SettingsPage : public Page
{
    Q_OBJECT

public:
    SettingsPage(Workspace &workspace, QWidget *parent);

    void focusFilter() override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override; // {"search": "zone"}

private:
    void addRows(QVBoxLayout *column);
    QWidget *makeRow(const SettingSpec &spec);
    void replaceEditor(const SettingSpec &spec, QWidget *row);
    void applySearch(const QString &text);
    void resetAll();

    struct Row
    {
        const SettingSpec *spec;
        QWidget *widget;
    };
    struct Section
    {
        QWidget *card;
        std::vector<Row> rows;
    };
    QLineEdit *m_search;
    EmptyState *m_nothing;
    std::vector<Section> m_sections;
};

} // namespace gatehouse::ui
