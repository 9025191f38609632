// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

namespace arborist {

/// Things to be ticked: the tables of an export, of an archive, of a wipe; the files of a seed; the
/// tables that get rows, with how many.
class TableChoiceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, RowsColumn, SizeColumn, NoteColumn, ColumnCount };

    struct Row {
        QString word; ///< how it is told to the operation
        QString title;
        QString rows; ///< as shown
        qint64 rowCount = 0;
        qint64 bytes = -1;
        QString note;
        Tone noteTone = Tone::Muted;
        bool isChosen = false;
        bool isFixed = false; ///< its tick cannot be changed
        int wanted = 0;       ///< rows to be made
    };

    /// `what`: heading of the names; `note`: of the last column. `asksRows`: the last column is a
    /// number that is asked for, and a row is chosen where it is not 0.
    TableChoiceModel(const QString &what, const QString &note, bool asksRows = false,
                     QObject *parent = nullptr);

    void setRows(std::vector<Row> rows);
    const std::vector<Row> &rows() const { return m_rows; }
    void setChosen(bool chosen); ///< all of them
    void setChosen(int row, bool chosen);
    void setWanted(int row, int wanted);
    void setNote(int row, const QString &note, Tone tone);

    QStringList chosenWords() const;
    qsizetype chosenCount() const;
    qint64 chosenRows() const;
    qint64 chosenBytes() const;
    bool areAllChosen() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void choiceChanged();

private:
    QString display(const Row &row, int column) const;

    QString m_what;
    QString m_noteHeading;
    bool m_asksRows;
    std::vector<Row> m_rows;
};

} // namespace arborist
