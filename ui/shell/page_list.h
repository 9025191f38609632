// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QMenu;
class QVBoxLayout;

namespace arborist {

class PageButton;

/// The pages at the left, the application menu below them; icons only in narrow windows.
class PageList : public QWidget
{
    Q_OBJECT
public:
    explicit PageList(QWidget *parent = nullptr);

    void addPage(const QString &title, const QString &iconName);
    void setCurrent(int index);
    void setAttention(int index, bool attention);
    void setCompact(bool compact);
    bool isCompact() const { return m_compact; }
    void setMenu(QMenu *menu);

Q_SIGNALS:
    void pageChosen(int index);

private:
    QVBoxLayout *m_column;
    QList<PageButton *> m_buttons;
    PageButton *m_menuButton;
    bool m_compact = false;
};

} // namespace arborist
