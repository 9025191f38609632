// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/migration_files.h"
#include "services/migrations/lint/hazard.h"
#include "ui/sql/sql_reader.h"
#include <QWidget>

class QButtonGroup;

namespace arborist {

class Label;

/// The SQL of one migration: what its file is, its text with marks, and the way up or back.
class MigrationSqlPane : public QWidget
{
    Q_OBJECT
public:
    enum class Direction { Up, Down };

    explicit MigrationSqlPane(QWidget *parent = nullptr);

    /// Null clears it.
    void show(const MigrationFiles::Set *set, qsizetype migration);
    /// Of the migration shown; in the order of the lines.
    void setHazards(const std::vector<migrations::Hazard> &hazards);
    /// Where a run failed; line 0 takes the mark away.
    void setFailure(const QString &file, int line, int column, const QString &text);
    void showLine(const QString &file, int line, int column);
    /// A way back of the migration shown that is no file yet, to be read; empty takes it away.
    void setProposal(const QByteArray &sql);

    SqlReader &reader() { return *m_reader; }
    Direction direction() const { return m_direction; }
    void setDirection(Direction direction);
    QString caption() const;
    /// Of the way that is shown; empty for none.
    QString file() const { return m_file; }

Q_SIGNALS:
    void openFileRequested();

private:
    void fill();
    void fillProposal();
    void mark();
    QWidget *makeHead();

    Label *m_title;
    Label *m_caption;
    QWidget *m_switch;
    QButtonGroup *m_directions;
    SqlReader *m_reader;
    MigrationSetPtr m_set;
    qsizetype m_migration = -1;
    int m_statements = -1;
    QByteArray m_sidecar;
    QByteArray m_proposal;
    QString m_file;
    Direction m_direction = Direction::Up;
    std::vector<migrations::Hazard> m_hazards;
    struct {
        QString file;
        int line = 0, column = 0;
        QString text;
    } m_failure;
};

} // namespace arborist
