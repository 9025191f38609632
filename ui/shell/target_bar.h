// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "ui/widgets/stage_chip.h"
#include <QRect>
#include <QWidget>
#include <vector>

class QMenu;
class QPushButton;

namespace arborist {

class Session;
class TargetButton;

/// Over every page: which database all of it works on. Red on a protected stage. Short of room it
/// drops source address, source, version, database, in that order; never stage, host or connection.
class TargetBar : public QWidget
{
    Q_OBJECT
public:
    explicit TargetBar(Session &session, QWidget *parent = nullptr);

    void openStageMenu();
    /// What the bar says, in words.
    QString summary() const;
    /// Names of the parts that have room now, left to right: "host", "database", ...
    QStringList shownParts() const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum class Kind { Host, Database, Version, Connection, SourceLabel, SourceChip, SourceAddress };
    struct Part {
        Kind kind;
        QString text;
        QString icon = {};
        Glyph glyph = Glyph::None;
        bool quiet = false;
        bool bold = false;
        bool shown = true;
        QRect place = {};
    };

    void reload();
    void layOut();
    int widthOf(const Part &part) const;
    void paintPart(QPainter &painter, const Part &part) const;
    void fillMenu(QMenu &menu);
    bool isRed() const;

    Session &m_session;
    TargetButton *m_button;
    QPushButton *m_tryNow; ///< beside the connection, while it is lost
    std::vector<Part> m_parts;
    ChipLook m_sourceChip;
};

} // namespace arborist
