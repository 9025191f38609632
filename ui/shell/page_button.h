// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace arborist {

/// One row of the page list: icon, name, a dot while the page wants attention.
class PageButton : public QAbstractButton
{
    Q_OBJECT
public:
    PageButton(const QString &text, const QString &iconName, QWidget *parent = nullptr);

    void setAttention(bool attention);
    void setCompact(bool compact); ///< icon only, the name as tooltip
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void name();

    QString m_icon;
    bool m_attention = false;
    bool m_compact = false;
};

} // namespace arborist
