// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/shown_plan.h"
#include <QWidget>

class QDialogButtonBox;
class QHBoxLayout;
class QLineEdit;
class QPushButton;

namespace arborist {

class StateGlyph;

/// The plan dialog's bottom: the name to be typed, Copy plan, Cancel and the action; or why the
/// plan is refused, with the command that a pipeline runs, Copy command and Close.
class PlanFooter : public QWidget
{
    Q_OBJECT
public:
    explicit PlanFooter(const ShownPlan &shown, QWidget *parent = nullptr);

    QString typedName() const;
    /// The widget that has the focus when the dialog opens.
    QWidget *firstFocus() const { return m_firstFocus; }
    bool mayRun() const;
    /// Whatever is typed, the action has to wait.
    void setHeldUp(bool heldUp);

Q_SIGNALS:
    void accepted();
    void rejected();
    void copyPlanRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void buildRefusal(QHBoxLayout &row, const ShownPlan &shown);
    void buildConsent(QHBoxLayout &row, const ShownPlan &shown);
    void buildNameField(QHBoxLayout &row);
    void nameChanged();

    QString m_nameToType;
    QLineEdit *m_field = nullptr;
    StateGlyph *m_tick = nullptr;
    QPushButton *m_action = nullptr;
    QWidget *m_firstFocus = nullptr;
    bool m_heldUp = false;
};

} // namespace arborist
