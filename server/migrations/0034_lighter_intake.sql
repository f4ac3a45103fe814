-- Which posts an author wrote is asked of the search index, which has it anyway. Two of three pages that a post touched at random were this index's.
drop index posts_author;

-- 96 kB of numbers that hardly get smaller: compressing them anew at every turn cost more processor than all else of the watch's writing.
alter table signal_states alter column state set storage external;
