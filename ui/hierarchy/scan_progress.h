// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/progress.h"
#include <QWidget>

class QProgressBar;

namespace arborist {

class Label;
class LoadingSkeleton;

/// Shown while the first scan of a hierarchy reads: rows in grey, and over them how far it has come
/// with a way to stop.
class ScanProgress : public QWidget
{
    Q_OBJECT
public:
    explicit ScanProgress(QWidget *parent = nullptr);

    void begin(const QString &title); ///< the panel appears a moment later
    void setProgress(const Progress &progress);

Q_SIGNALS:
    void cancelClicked();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    LoadingSkeleton *m_skeleton;
    QWidget *m_panel;
    Label *m_title;
    Label *m_text;
    QProgressBar *m_bar;
};

} // namespace arborist
