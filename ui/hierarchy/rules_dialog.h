// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <QDialog>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QPushButton;

namespace arborist {

/// What is to become of a hierarchy's rules.
struct RuleChoice {
    hierarchy::RuleSettings chosen;   ///< to be taken
    hierarchy::RuleSettings reopened; ///< to be found out from the data again
    bool keep = false;                ///< on this machine, not only for now
};

/// The rules of a scanned hierarchy's columns: what they are, where they come from, how well they
/// fit; a choice where the data leave one. Accepted to scan by the choice.
class RulesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit RulesDialog(const hierarchy::Snapshot &snapshot, QWidget *parent = nullptr);

    RuleChoice choice() const;

private:
    struct Row {
        hierarchy::RuleFit fit;
        QComboBox *combo;
        int initial; ///< index that changes nothing
    };

    QWidget *makeHead(const QString &table);
    QWidget *makeRows(const hierarchy::Snapshot &snapshot);
    QWidget *makeFooter();
    void addRow(QGridLayout &grid, const hierarchy::RuleFit &fit);
    QComboBox *makeCombo(const hierarchy::RuleFit &fit);
    void updateButtons();

    std::vector<Row> m_rows;
    hierarchy::RuleSettings m_chosenBefore;
    QCheckBox *m_keep = nullptr;
    QPushButton *m_scan = nullptr;
};

} // namespace arborist
