-- A small tree for each sandbox organization, with its derived columns filled in.
insert into items (id, organization_id, board_id, parent_id, assignee_id, title, status, position, estimate,
                   start_date, end_date, depth, path, child_count, descendant_count, done_count,
                   estimate_sum, progress, min_start, max_end)
values
  (90000001, 9001, 9001, null, '5d0c1f3e-6a3b-4c55-9d1e-0a1b2c3d4e01', 'Spring release', 'active', 10, null,
   null, null, 0, '90000001', 2, 3, 1, 28.00, 28.57, '2026-03-02', '2026-04-17'),
  (90000002, 9001, 9001, 90000001, '5d0c1f3e-6a3b-4c55-9d1e-0a1b2c3d4e02', 'Sign-in with passkeys', 'active', 10, null,
   null, null, 1, '90000001/90000002', 1, 1, 1, 8.00, 100.00, '2026-03-02', '2026-03-13'),
  (90000003, 9001, 9001, 90000002, '5d0c1f3e-6a3b-4c55-9d1e-0a1b2c3d4e02', 'Register a passkey', 'done', 10, 8.00,
   '2026-03-02', '2026-03-13', 2, '90000001/90000002/90000003', 0, 0, 0, 8.00, 100.00, '2026-03-02', '2026-03-13'),
  (90000004, 9001, 9001, 90000001, '5d0c1f3e-6a3b-4c55-9d1e-0a1b2c3d4e03', 'Dark theme', 'open', 20, 20.00,
   '2026-03-30', '2026-04-17', 1, '90000001/90000004', 0, 0, 0, 20.00, 0.00, '2026-03-30', '2026-04-17'),
  (90000005, 9002, 9003, null, '5d0c1f3e-6a3b-4c55-9d1e-0a1b2c3d4e04', 'Pilot phase', 'open', 10, 12.50,
   '2026-05-04', '2026-05-29', 0, '90000005', 0, 0, 0, 12.50, 0.00, '2026-05-04', '2026-05-29')
on conflict (id) do nothing;
