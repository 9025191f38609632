// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace arborist {

class IconDisc;
class Label;

/// What a page shows while it has nothing: disc, title, a sentence, at most two buttons; its middle
/// stands at 40 % of the height.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(const QString &iconName, QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &text);
    /// An empty text hides the button.
    void setButtons(const QString &primary, const QString &second = {});

Q_SIGNALS:
    void primaryClicked();
    void secondClicked();

private:
    Label *m_title;
    Label *m_text;
    QPushButton *m_primary;
    QPushButton *m_second;
};

} // namespace arborist
