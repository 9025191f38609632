// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/details_cache.h"
#include <QWidget>
#include <optional>

class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace arborist {

class InspectorSection;
class InspectorTable;
class Label;
class SectionHead;

/// What is known of the selected item: every stored value beside the expected one, then in words
/// why they differ, where that began and by which rule. Of an organization its totals.
class ItemInspector : public QWidget
{
    Q_OBJECT
public:
    /// `details` supplies titles and stored paths; it has to outlive the inspector.
    explicit ItemInspector(DetailsCache &details, QWidget *parent = nullptr);

    void showItem(const hierarchy::SnapshotPtr &snapshot, hierarchy::Item item);
    void showOrganization(const hierarchy::SnapshotPtr &snapshot, quint32 organization);
    void showNothing();

Q_SIGNALS:
    void itemRequested(hierarchy::Item item);
    void subtreeRequested(hierarchy::Item item);

private:
    void refresh();
    void showFields(const hierarchy::Details *details);
    void showWords();
    QString ancestry();
    QString titleOf(hierarchy::Item item);

    DetailsCache &m_details;
    hierarchy::SnapshotPtr m_snapshot;
    hierarchy::Item m_item = hierarchy::kNoItem;
    std::optional<quint32> m_organization;
    hierarchy::Item m_began = hierarchy::kNoItem;

    SectionHead *m_head;
    QStackedWidget *m_stack;
    QScrollArea *m_scroll;
    Label *m_title;
    Label *m_path;
    InspectorTable *m_fields;
    InspectorTable *m_own;
    InspectorTable *m_totals;
    InspectorSection *m_why;
    InspectorSection *m_origin;
    InspectorSection *m_rule;
    QPushButton *m_subtree;
};

} // namespace arborist
