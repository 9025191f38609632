// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace arborist {

/// An input with a lens; Escape empties it first.
class SearchField : public QLineEdit
{
    Q_OBJECT
public:
    explicit SearchField(const QString &placeholder, QWidget *parent = nullptr);

    QSize sizeHint() const override;

Q_SIGNALS:
    void leaveRequested(); ///< Escape in an empty field, or Return

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace arborist
