// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace arborist {

/// A folder, typed or chosen.
class PathField : public QWidget
{
    Q_OBJECT
public:
    /// `title`: of the dialog in which it is chosen. `mustExist`: no new one can be named there.
    PathField(const QString &name, const QString &title, bool mustExist, QWidget *parent = nullptr);

    QString path() const; ///< absolute, or empty
    void setPath(const QString &path);

Q_SIGNALS:
    void pathChanged();
    void pathChosen(); ///< not merely typed: chosen, or confirmed by Return

private:
    void browse(const QString &title, bool mustExist);

    QLineEdit *m_edit;
};

} // namespace arborist
