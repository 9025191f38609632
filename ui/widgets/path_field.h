// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace arborist {

/// A folder or a file, typed or chosen.
class PathField : public QWidget
{
    Q_OBJECT
public:
    enum class Kind {
        Folder,    ///< that is there
        NewFolder, ///< that may be there
        File,      ///< that is there; a folder can still be typed
    };

    /// `title`: of the dialog in which it is chosen.
    PathField(const QString &name, const QString &title, Kind kind, QWidget *parent = nullptr);

    QString path() const; ///< absolute, or empty
    void setPath(const QString &path);

Q_SIGNALS:
    void pathChanged();
    void pathChosen(); ///< not merely typed: chosen, or confirmed by Return

private:
    void browse(const QString &title, Kind kind);

    QLineEdit *m_edit;
};

} // namespace arborist
