-- What holds everywhere until somebody decides otherwise: the national policy and the catalogue of 2020.
-- Thresholds: 2 days is the 48 hours of an acute need; 7 days does not last to the next weekly report, 14 not to the one after.

INSERT INTO ppe_policy VALUES ('00', '2020-01-01', 2, 7, 14, 14, 14, 7, 180, 228, 0, 1, 50, 4, 3,
    'Fördelas grundinställning: ingen myndighets beslut', 0, '');

INSERT INTO article_version VALUES
    ('00', 'IIR', 1, 'Munskydd IIR', 'Surgical mask IIR', 'mask', 'piece', 50, 'EN 14683 typ IIR', '', 10, 1, '2020-01-01', 0, ''),
    ('00', 'FFP2', 1, 'Andningsskydd FFP2', 'Respirator FFP2', 'respirator', 'piece', 20, 'EN 149 FFP2', 'IIR', 20, 1, '2020-01-01', 0, ''),
    ('00', 'FFP3', 1, 'Andningsskydd FFP3', 'Respirator FFP3', 'respirator', 'piece', 10, 'EN 149 FFP3', 'FFP2 IIR', 30, 1, '2020-01-01', 0, ''),
    ('00', 'VISIR', 1, 'Visir', 'Face shield', 'visor', 'piece', 25, 'EN 166', '', 40, 1, '2020-01-01', 0, ''),
    ('00', 'GLASOGON', 1, 'Skyddsglasögon', 'Safety goggles', 'goggles', 'piece', 10, 'EN 166', '', 50, 1, '2020-01-01', 0, ''),
    ('00', 'FORKL-LANG', 1, 'Plastförkläde, lång ärm', 'Plastic apron, long sleeves', 'apron', 'piece', 75, 'EN 14126', 'FORKL-KORT', 60, 1, '2020-01-01', 0, ''),
    ('00', 'FORKL-KORT', 1, 'Plastförkläde, utan ärm', 'Plastic apron, sleeveless', 'apron', 'piece', 100, 'EN 13795', '', 70, 1, '2020-01-01', 0, ''),
    ('00', 'OVERALL', 1, 'Skyddsoverall', 'Protective overall', 'overall', 'piece', 25, 'EN 14126', '', 80, 1, '2020-01-01', 0, ''),
    ('00', 'HANDSKE-S', 1, 'Undersökningshandske S', 'Examination glove S', 'gloves', 'piece', 200, 'EN 455', '', 90, 1, '2020-01-01', 0, ''),
    ('00', 'HANDSKE-M', 1, 'Undersökningshandske M', 'Examination glove M', 'gloves', 'piece', 200, 'EN 455', '', 100, 1, '2020-01-01', 0, ''),
    ('00', 'HANDSKE-L', 1, 'Undersökningshandske L', 'Examination glove L', 'gloves', 'piece', 200, 'EN 455', '', 110, 1, '2020-01-01', 0, ''),
    ('00', 'HANDSKE-XL', 1, 'Undersökningshandske XL', 'Examination glove XL', 'gloves', 'piece', 200, 'EN 455', '', 120, 1, '2020-01-01', 0, ''),
    ('00', 'HANDDESINF', 1, 'Handdesinfektion', 'Hand disinfectant', 'hand_disinfectant', 'litre', 5, 'EN 1500', '', 130, 1, '2020-01-01', 0, ''),
    ('00', 'YTDESINF', 1, 'Ytdesinfektion', 'Surface disinfectant', 'surface_disinfectant', 'litre', 5, 'EN 16615', '', 140, 1, '2020-01-01', 0, ''),
    ('00', 'PROVTAGN', 1, 'Provtagningsset', 'Sampling kit', 'sampling', 'piece', 10, '', '', 150, 1, '2020-01-01', 0, '');
