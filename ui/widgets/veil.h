// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace arborist {

/// Greys a view as if it were disabled, and takes nothing from it: what lies below can be read,
/// selected and copied.
class Veil : public QWidget
{
    Q_OBJECT
public:
    /// A child of `host`, an ancestor of `view`; hidden at first.
    Veil(QWidget *view, QWidget *host);

    void setOn(bool on);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    QWidget *m_view;
    bool m_on = false;
};

} // namespace arborist
