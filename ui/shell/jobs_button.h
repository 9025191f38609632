// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace arborist {

/// Chevron and the word "Jobs"; opens and closes the list.
class JobsButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit JobsButton(QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace arborist
