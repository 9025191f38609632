// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QComboBox;
class QHBoxLayout;
class QToolButton;

namespace arborist {

class SearchField;

/// Flat buttons at the left, filters and search at the right, and a thin bar below while a page
/// reads again. Short of room, the buttons show their icons only.
class ToolRow : public QWidget
{
    Q_OBJECT
public:
    explicit ToolRow(QWidget *parent = nullptr);

    /// A button for the action; the action carries icon, text, shortcut and enabled state.
    QToolButton *addAction(QAction *action);
    /// Makes and adds an action with that icon name.
    QAction *addAction(const QString &iconName, const QString &text);
    void addSeparator();
    /// At the right, in the order of the calls.
    void addFilter(QComboBox *filter);
    SearchField *addSearch(const QString &placeholder);
    void addRight(QWidget *widget);

    /// Shows the moving bar; it appears only after 300 ms.
    void setBusy(bool busy);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    void fit();

    QHBoxLayout *m_left;
    QHBoxLayout *m_right;
    bool m_iconsOnly = false;
    int m_widthWithWords = 0; ///< what the row needed before it went without
    int m_timer = 0;
    int m_ticks = 0;
};

} // namespace arborist
