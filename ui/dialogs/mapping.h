// "Describe this back end": a description drafted from the live schema, corrected by somebody who
// knows the back end, and kept.
#pragma once

#include "systems/mapping.h"
#include "ui/widgets/environmentdialog.h"

class QComboBox;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace gatehouse::ui {

class Banner;
class MappingPart;
class PlainLabel;
class Workspace;

// Show with open(); the workspace must be recognised and have tables. Accepts when the description
// was saved: saved() tells under which id; the caller has the database recognised anew.
class MappingDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    explicit MappingDialog(Workspace &workspace, QWidget *parent = nullptr);
    ~MappingDialog() override;
    const systems::Mapping &mapping() const { return *m_mapping; }

Q_SIGNALS:
    void saved(const QString &systemId, const QString &schema);

private:
    QWidget *makeHead();
    void addButtons();
    QWidget *makeParts();
    QWidget *makeSide();
    void addPart(systems::Part part, QVBoxLayout *to);
    void chooseSchema(const QString &schema);
    void showAll();
    void showJudgement();
    void showMasks();
    void setMask(QTreeWidgetItem *item);
    void askSamples(MappingPart *part);
    void save();

    Workspace &m_workspace;
    std::shared_ptr<const systems::Recognition> m_recognition;
    std::unique_ptr<systems::Mapping> m_mapping;
    QComboBox *m_schema = nullptr;
    QLineEdit *m_title = nullptr;
    std::vector<MappingPart *> m_parts;
    QMap<MappingPart *, QString> m_sampled; // the column whose values are shown or on their way
    QTabWidget *m_tabs = nullptr;
    QTreeWidget *m_masks = nullptr;
    PlainLabel *m_guesses = nullptr, *m_prospects = nullptr;
    Banner *m_trouble = nullptr;
    QPushButton *m_save = nullptr;
    bool m_saving = false;
};

} // namespace gatehouse::ui
