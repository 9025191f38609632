// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/error.h"
#include "ui/widgets/exportable.h"
#include <QWidget>

class QSplitter;
class QStackedWidget;
class QToolButton;

namespace arborist {

class OutOfDate;
class PageHeader;
class Session;
class ToolRow;

/// One page of the window: header, tool row, then a left column (optional), the main view and an
/// inspector at full height. Derived pages fill these and answer to the target.
class Page : public QWidget, public ExportHost
{
    Q_OBJECT
public:
    /// Width of a side pane at windows of 1366 and 1920 px.
    struct PaneWidth {
        int at1366;
        int at1920;
    };

    Page(Session &session, const QString &key, const QString &title, const QString &iconName,
         QWidget *parent = nullptr);

    const QString &key() const { return m_key; } ///< "hierarchy": names it in the settings
    const QString &title() const { return m_title; }
    const QString &iconName() const { return m_iconName; }
    bool needsAttention() const { return m_attention; } ///< the dot on its icon

    /// F5: reads again what the page shows.
    virtual void refresh() = 0;
    /// The workspace or its target changed; called also for pages that are not shown.
    virtual void retarget() = 0;
    /// Ctrl+F.
    virtual void focusSearch() {}
    /// True while what the page shows is being read: the screenshot tour waits for it.
    virtual bool isBusy() const { return false; }

    /// What the screenshot tour takes a picture of; `showView` answers with what to call it, empty
    /// for the first one.
    virtual int viewCount() const { return 1; }
    virtual QString showView(int) { return {}; }

    /// Asks for a file, then writes the view.
    void exportView(const ExportableView &view) override;

    /// Window under 900 px: the inspector becomes a drawer.
    void setCompact(bool compact);

Q_SIGNALS:
    void attentionChanged(bool attention);

protected:
    Session &session() { return m_session; }
    PageHeader &header() { return *m_header; }
    ToolRow &tools() { return *m_tools; }

    /// Sets the panes, once, in the constructor. Left and inspector may be null.
    void setPanes(QWidget *left, PaneWidth leftWidth, QWidget *main, QWidget *inspector,
                  PaneWidth inspectorWidth);
    /// Above the panes and whatever stands instead of them.
    void addNote(QWidget *note);
    /// Replaces the panes by a widget over the page's whole area: empty, loading and error states.
    /// Null brings the panes back. The page keeps ownership of what has been shown.
    void showInstead(QWidget *widget);
    void setStatus(Glyph glyph, const QString &text);
    void setAttention(bool attention);
    /// While the target does not answer these views are greyed, under a line that says since when.
    void greyWhileLost(std::initializer_list<QWidget *> views);
    /// Whether anything that the target once said is shown; updateOutOfDate() when that changes.
    virtual bool showsAnswers() const { return false; }
    void updateOutOfDate();
    /// The target does not answer: nothing can be changed there.
    bool isTargetLost() const;
    /// isTargetLost() has changed.
    virtual void lostChanged() {}
    /// Tells why an export was not written; as the page's status unless the page knows better.
    virtual void showExportError(const Error &error);

    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void placePanes();
    void savePanes();

    Session &m_session;
    QString m_key;
    QString m_title;
    QString m_iconName;
    bool m_attention = false;
    bool m_compact = false;
    bool m_drawerOpen = false;
    bool m_placed = false;
    PageHeader *m_header;
    OutOfDate *m_outOfDate = nullptr;
    ToolRow *m_tools;
    QToolButton *m_drawerButton = nullptr;
    QStackedWidget *m_stack;
    QSplitter *m_panes;
    QWidget *m_left = nullptr;
    QWidget *m_inspector = nullptr;
    PaneWidth m_leftWidth{0, 0};
    PaneWidth m_inspectorWidth{0, 0};
};

} // namespace arborist
