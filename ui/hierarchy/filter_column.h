// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/kind_model.h"
#include "models/hierarchy/organization_model.h"
#include <QWidget>

namespace arborist {

class FilterList;
class SectionHead;

/// The page's left column: organizations and kinds of drift with their counts; a click filters.
class FilterColumn : public QWidget
{
    Q_OBJECT
public:
    explicit FilterColumn(QWidget *parent = nullptr);

    void setSnapshot(const hierarchy::SnapshotPtr &snapshot);
    /// Marks what the tree is filtered by; kinds are counted within the organization.
    void setFilter(std::optional<quint32> organization, quint32 kinds);

Q_SIGNALS:
    void organizationChosen(std::optional<quint32> organization);
    void kindChosen(quint32 kinds); ///< one bit, or 0 for every kind

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOut();

    hierarchy::SnapshotPtr m_snapshot;
    OrganizationModel m_organizations;
    KindModel m_kinds;
    SectionHead *m_organizationHead;
    SectionHead *m_kindHead;
    FilterList *m_organizationList;
    FilterList *m_kindList;
    std::optional<quint32> m_organization;
};

} // namespace arborist
