// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/change_model.h"
#include <QWidget>

namespace arborist {

class DetailsLoader;
class Session;
class TreeView;

/// Before and after of everything that a repair writes; reads the titles of what is on screen.
class ChangeView : public QWidget
{
    Q_OBJECT
public:
    ChangeView(Session &session, const ChangeGroupsPtr &groups, QWidget *parent = nullptr);
    ~ChangeView() override;

private:
    DetailsCache m_details;
    ChangeModel m_model;
    DetailsLoader *m_loader;
    TreeView *m_tree;
};

} // namespace arborist
