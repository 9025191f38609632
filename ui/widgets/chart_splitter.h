// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

namespace arborist {

class ChartPane;

/// A main view with its strip of charts below: the strip's height follows the window's until the
/// user moves the line between them, which is then remembered.
class ChartSplitter : public QSplitter
{
    Q_OBJECT
public:
    /// `key` names the page in the settings.
    ChartSplitter(const QString &key, QWidget *view, ChartPane *charts, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    ChartPane *m_charts;
    QString m_key;
};

} // namespace arborist
