// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace arborist {

/// The small buttons over the titles of a Gantt strip.
class GanttTools : public QWidget
{
    Q_OBJECT
public:
    GanttTools(int height, QWidget *parent);

    void setDiffering(bool differing);

Q_SIGNALS:
    void differingToggled(bool differing); ///< only rows whose dates drifted
    void zoomRequested(int steps);         ///< 0: everything
private:
    QToolButton *add(const char *icon, const QString &tip);

    int m_height;
    QToolButton *m_differing;
};

} // namespace arborist
