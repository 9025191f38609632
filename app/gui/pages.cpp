// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pages.h"

#include "ui/activity/activity_page.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/shell/main_window.h"
#include "ui/stages/stages_page.h"

namespace arborist {

void addPages(MainWindow &window, Session &session)
{
    window.addPage(new StagesPage(session));
    window.addPage(new HierarchyPage(session));
    window.addPage(new ActivityPage(session));
    window.restore();
}

} // namespace arborist
